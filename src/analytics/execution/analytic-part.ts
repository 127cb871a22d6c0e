import type { FieldNode, GraphQLObjectType } from 'graphql';
import type { QuestionScope, RowsQuestion, TotalsQuestion } from '../question/analytic-question.js';
import type { SourcePlan } from '../planner/source-plan.js';
import type { Statement } from '../../tenancy/statement.js';

/** A question with where it is read and the statement that reads it. */
export interface PlannedQuestion {
  readonly question: RowsQuestion | TotalsQuestion;
  readonly plan: SourcePlan;
  readonly statement: Statement;
}

/** One key of an analytic field's answer. */
export type AnalyticPart = { readonly responseName: string } & (
  | { readonly kind: 'question'; readonly planned: PlannedQuestion }
  | {
      readonly kind: 'freshness' | 'explain';
      readonly nodes: readonly FieldNode[];
      readonly type: GraphQLObjectType;
    }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'error'; readonly error: Error; readonly nodes: readonly FieldNode[] }
);

/** An analytic field, read, planned and compiled. */
export interface PreparedField {
  readonly scope: QuestionScope;
  readonly parts: readonly AnalyticPart[];
  /** Whether its rows hold only values that PostgreSQL writes as they are, no entities. */
  readonly isPlain: boolean;
  /** Whether it would be the same at any other moment: no `last` that ends now. */
  readonly isTimeless: boolean;
}
