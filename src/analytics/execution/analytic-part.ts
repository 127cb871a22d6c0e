import type { FieldNode, GraphQLObjectType } from 'graphql';
import type { QuestionScope, RowsQuestion, TotalsQuestion } from '../question/analytic-question.js';
import type { ZoneProfile } from '../planner/zone-profile.js';

/** A part of an answer that PostgreSQL writes. */
export interface QuestionPart {
  readonly responseName: string;
  readonly kind: 'question';
  readonly question: RowsQuestion | TotalsQuestion;
}

/** One key of an analytic field's answer. */
export type AnalyticPart =
  | QuestionPart
  | {
      readonly responseName: string;
      readonly kind: 'freshness' | 'explain';
      readonly nodes: readonly FieldNode[];
      readonly type: GraphQLObjectType;
    }
  | { readonly responseName: string; readonly kind: 'constant'; readonly text: string }
  | {
      readonly responseName: string;
      readonly kind: 'error';
      readonly error: Error;
      readonly nodes: readonly FieldNode[];
    };

/** An analytic field as it was read: what is asked, and nothing of where it will be read. */
export interface PreparedField {
  readonly scope: QuestionScope;
  readonly zone: ZoneProfile;
  /** Whether the materialized state alone is asked for (`freshness: REFRESHED`). */
  readonly isMaterialized: boolean;
  /** Whether its answer may come from the cache. */
  readonly isCacheable: boolean;
  readonly parts: readonly AnalyticPart[];
  /** Whether its rows hold only values that PostgreSQL writes as they are, no entities. */
  readonly isPlain: boolean;
  /** Whether it would be the same at any other moment: no `last` that ends now. */
  readonly isTimeless: boolean;
}

/** The parts of a field that PostgreSQL writes, in order. */
export function questionParts({ parts }: PreparedField): readonly QuestionPart[] {
  return parts.filter((part) => part.kind === 'question');
}

/** Whether the field has a part of this kind. */
export function hasPart({ parts }: PreparedField, kind: AnalyticPart['kind']): boolean {
  return parts.some((part) => part.kind === kind);
}
