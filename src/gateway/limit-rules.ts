import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { LimitSettings } from '../config/settings.js';
import { INPUT_TOO_DEEP, MAX_INPUT_DEPTH } from './assert-shallow-variables.js';

/** How many field selections an operation may make in all, fragments spread out; beyond, it is not even measured further. */
const MAX_SELECTIONS = 5_000;

/** A namespace such as `helpdesk` is a root field, and what stands in it are root fields in all but name. */
const ROOT_LEVELS = 2;

/**
 * Validation rules that refuse an operation that is too deep, has too many aliases or too many root fields, or literals that are too deep, with the code
 * `QUERY_TOO_COMPLEX`, before anything is executed. Fragments count wherever they are spread.
 */
export function limitRules(limits: LimitSettings): ValidationRule[] {
  return [(context) => limitRule(context, limits)];
}

interface Cost {
  /** Fields at the root, and those of a namespace at the root, which are its data sets. */
  rootFields: number;
  depth: number;
  aliases: number;
  selections: number;
}

function limitRule(context: ValidationContext, limits: LimitSettings): ASTVisitor {
  const refuse = (message: string): void =>
    context.reportError(new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX' } }));
  let inputDepth = 0;
  const input = {
    enter: (): void => {
      if (++inputDepth === MAX_INPUT_DEPTH + 1) refuse(INPUT_TOO_DEEP);
    },
    leave: (): void => {
      inputDepth--;
    },
  };
  return {
    ObjectValue: input,
    ListValue: input,
    OperationDefinition(operation) {
      const cost = measure(operation.selectionSet, context);
      if (cost === null) {
        refuse(`The operation selects more than ${MAX_SELECTIONS} fields.`);
        return;
      }
      if (cost.rootFields > limits.maxRootFields) {
        refuse(
          `The operation has ${cost.rootFields} root fields; at most ${limits.maxRootFields} are allowed.`,
        );
      }
      if (cost.depth > limits.maxDepth) {
        refuse(`The operation is ${cost.depth} levels deep; at most ${limits.maxDepth} are allowed.`);
      }
      if (cost.aliases > limits.maxAliases) {
        refuse(`The operation has ${cost.aliases} aliases; at most ${limits.maxAliases} are allowed.`);
      }
    },
  };
}

/** The cost of a selection with its fragments, or null where it is past all bounds (cyclic fragments among them). */
function measure(selectionSet: SelectionSetNode, context: ValidationContext): Cost | null {
  const cost: Cost = { rootFields: 0, depth: 0, aliases: 0, selections: 0 };
  const pending: { readonly set: SelectionSetNode; readonly depth: number; readonly isFree: boolean }[] = [
    { set: selectionSet, depth: 1, isFree: false },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const selection of next.set.selections) {
      if (++cost.selections > MAX_SELECTIONS) return null;
      if (selection.kind === Kind.FIELD) {
        // Introspection is deep by nature and bounded by its own rule in graphql-js.
        const isFree = next.isFree || selection.name.value.startsWith('__');
        if (!isFree) cost.depth = Math.max(cost.depth, next.depth);
        if (next.depth <= ROOT_LEVELS && selection.selectionSet !== undefined) cost.rootFields++;
        if (selection.alias !== undefined) cost.aliases++;
        if (selection.selectionSet !== undefined) {
          pending.push({ set: selection.selectionSet, depth: next.depth + 1, isFree });
        }
      } else {
        const set =
          selection.kind === Kind.INLINE_FRAGMENT
            ? selection.selectionSet
            : context.getFragment(selection.name.value)?.selectionSet;
        if (set !== undefined) pending.push({ set, depth: next.depth, isFree: next.isFree });
      }
    }
  }
  return cost;
}
