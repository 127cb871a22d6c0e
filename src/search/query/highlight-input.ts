import { Field, InputType, Int } from 'type-graphql';
import { DEFAULT_HIGHLIGHT, MAX_FRAGMENTS, MAX_WORDS, MIN_WORDS } from './highlight-marks.js';

@InputType({ description: 'How matches are shown.' })
export class HighlightInput {
  @Field(() => String, {
    defaultValue: DEFAULT_HIGHLIGHT.before,
    description: 'Stands before a match, as it is: it is not escaped.',
  })
  before!: string;

  @Field(() => String, {
    defaultValue: DEFAULT_HIGHLIGHT.after,
    description: 'Stands behind a match, as it is: it is not escaped.',
  })
  after!: string;

  @Field(() => Int, {
    defaultValue: DEFAULT_HIGHLIGHT.maxFragments,
    description: `Of a long text, how many fragments at most, up to ${MAX_FRAGMENTS}.`,
  })
  maxFragments!: number;

  @Field(() => Int, {
    defaultValue: DEFAULT_HIGHLIGHT.maxWords,
    description: `How many words a fragment has at most, ${MIN_WORDS} to ${MAX_WORDS}.`,
  })
  maxWords!: number;
}
