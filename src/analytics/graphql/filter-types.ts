import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTimeScalar } from './date-time-scalar.js';
import { enumName } from './define-enum.js';
import { DurationScalar } from './duration-scalar.js';

@InputType({ description: 'Conditions on a text; all that are given must hold.' })
export class StringFilter {
  @Field(() => String, { nullable: true, description: 'Is this text.' })
  eq?: string;
  @Field(() => String, { nullable: true, description: 'Is not this text; a missing value is not.' })
  ne?: string;
  @Field(() => [String], { nullable: true, description: 'Is one of these.' })
  in?: string[];
  @Field(() => [String], { nullable: true, description: 'Is none of these; a missing value is none.' })
  notIn?: string[];
  @Field(() => Boolean, { nullable: true, description: 'Is missing (true) or present (false).' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on an identifier; all that are given must hold.' })
export class IdFilter {
  @Field(() => ID, { nullable: true, description: 'Is this one.' })
  eq?: string;
  @Field(() => ID, { nullable: true, description: 'Is not this one; a missing value is not.' })
  ne?: string;
  @Field(() => [ID], { nullable: true, description: 'Is one of these.' })
  in?: string[];
  @Field(() => [ID], { nullable: true, description: 'Is none of these; a missing value is none.' })
  notIn?: string[];
  @Field(() => Boolean, { nullable: true, description: 'Is missing (true) or present (false).' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on a yes or no; all that are given must hold.' })
export class BooleanFilter {
  @Field(() => Boolean, { nullable: true, description: 'Is this.' })
  eq?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Is not this; a missing value is not.' })
  ne?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Is missing (true) or present (false).' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on a whole number; all that are given must hold.' })
export class IntFilter {
  @Field(() => Int, { nullable: true, description: 'Is this number.' })
  eq?: number;
  @Field(() => Int, { nullable: true, description: 'Is not this number; a missing value is not.' })
  ne?: number;
  @Field(() => [Int], { nullable: true, description: 'Is one of these.' })
  in?: number[];
  @Field(() => [Int], { nullable: true, description: 'Is none of these; a missing value is none.' })
  notIn?: number[];
  @Field(() => Int, { nullable: true, description: 'Is less.' })
  lt?: number;
  @Field(() => Int, { nullable: true, description: 'Is less or equal.' })
  lte?: number;
  @Field(() => Int, { nullable: true, description: 'Is greater.' })
  gt?: number;
  @Field(() => Int, { nullable: true, description: 'Is greater or equal.' })
  gte?: number;
  @Field(() => Boolean, { nullable: true, description: 'Is missing (true) or present (false).' })
  isNull?: boolean;
}

@InputType({
  description: 'A half-open range of time: from `since` (included) until `until` (not included).',
})
export class TimeFilter {
  @Field(() => DurationScalar, {
    nullable: true,
    description:
      'The time that ends at `until`, or with the current second: "P30D" is since 30 days ago. Not together with `since`.',
  })
  last?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'At or after this.' })
  since?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this.' })
  until?: string;
  @Field(() => Boolean, { nullable: true, description: 'Is missing (true) or present (false).' })
  isNull?: boolean;
}

@InputType({ description: 'A search in the text of the rows. One without any word finds nothing.' })
export class TextFilter {
  @Field(() => String, {
    description:
      'What to search for: words, "phrases" in quotes, or, and -words that must not occur. At most 1,000 characters and 32 words.',
  })
  search!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Only texts in this language, such as "en" or "pt-BR"; all of the tenant\'s unless told.',
  })
  language?: string;
}

const enumFilters = new Map<object, new () => object>();

/** The filter input of an enum, `<Enum>Filter`, made once. */
export function enumFilter(definition: object): new () => object {
  const known = enumFilters.get(definition);
  if (known !== undefined) return known;
  const filter = class {};
  InputType(`${enumName(definition)}Filter`, {
    description: `Conditions on a ${enumName(definition)}; all that are given must hold.`,
  })(filter);
  const operator = (name: string, type: unknown, description: string): void =>
    Field(() => type as never, { nullable: true, description })(filter.prototype, name);
  operator('eq', definition, 'Is this one.');
  operator('ne', definition, 'Is not this one; a missing value is not.');
  operator('in', [definition], 'Is one of these.');
  operator('notIn', [definition], 'Is none of these; a missing value is none.');
  operator('isNull', Boolean, 'Is missing (true) or present (false).');
  enumFilters.set(definition, filter);
  return filter;
}
