import {
  getNamedType,
  GraphQLError,
  isInterfaceType,
  isObjectType,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { atMostPerOperation } from '../analytics/graphql/at-most-per-operation.js';
import type { LimitSettings } from '../config/settings.js';
import { INPUT_TOO_DEEP, MAX_INPUT_DEPTH } from './assert-shallow-variables.js';

/** How many field selections an operation may make in all, fragments spread out; beyond, it is not even measured further. */
const MAX_SELECTIONS = 5_000;

/**
 * Validation rules that refuse an operation that is too deep, has too many aliases, too many root fields or one of them too often, asks for
 * records of a type inside records of that type, or has literals that are too deep, with the code `QUERY_TOO_COMPLEX`, before anything is
 * executed. Fragments count wherever they are spread.
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
  /** How often those fields stand at the root that may do so only so often. */
  readonly counted: Map<GraphQLField<unknown, unknown>, number>;
  /** The name of an object type that is asked for inside itself: lists in lists of each other would multiply. Null for none. */
  nestedType: string | null;
}

/** One selection set on the way through an operation. */
interface Pending {
  readonly set: SelectionSetNode;
  /** What its fields are fields of; undefined for what other rules refuse. */
  readonly type: GraphQLNamedType | undefined;
  readonly depth: number;
  /** Whether its fields are root fields: a namespace such as `helpdesk` is one, and what stands in it are in all but name. */
  readonly isRoot: boolean;
  /** Introspection is deep by nature and bounded by its own rule in graphql-js. */
  readonly isFree: boolean;
  /** The object types that it lies in. */
  readonly ancestors: ReadonlySet<string>;
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
      const cost = measure(operation, context);
      if (cost === null) {
        refuse(`The operation selects more than ${MAX_SELECTIONS} fields.`);
        return;
      }
      if (cost.rootFields > limits.maxRootFields) {
        refuse(
          `The operation has ${cost.rootFields} root fields; at most ${limits.maxRootFields} are allowed.`,
        );
      }
      for (const [field, count] of cost.counted) {
        const most = atMostPerOperation(field)!;
        if (count > most) {
          refuse(`The operation asks for "${field.name}" ${count} times; at most ${most} are allowed.`);
        }
      }
      if (cost.nestedType !== null) {
        refuse(
          `The operation asks for a ${cost.nestedType} inside a ${cost.nestedType}, which would multiply; ask for it once.`,
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

/** The cost of an operation with its fragments, or null where it is past all bounds (cyclic fragments among them). */
function measure(operation: OperationDefinitionNode, context: ValidationContext): Cost | null {
  const schema = context.getSchema();
  const cost: Cost = {
    rootFields: 0,
    depth: 0,
    aliases: 0,
    selections: 0,
    counted: new Map(),
    nestedType: null,
  };
  const pending: Pending[] = [
    {
      set: operation.selectionSet,
      type: schema.getRootType(operation.operation) ?? undefined,
      depth: 1,
      isRoot: true,
      isFree: false,
      ancestors: new Set(),
    },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const selection of next.set.selections) {
      if (++cost.selections > MAX_SELECTIONS) return null;
      if (selection.kind === Kind.FIELD) {
        const isFree = next.isFree || selection.name.value.startsWith('__');
        const field = fieldOf(next.type, selection.name.value);
        if (!isFree) cost.depth = Math.max(cost.depth, next.depth);
        if (next.isRoot && selection.selectionSet !== undefined) cost.rootFields++;
        if (selection.alias !== undefined) cost.aliases++;
        if (next.isRoot && field !== undefined && atMostPerOperation(field) !== null) {
          cost.counted.set(field, (cost.counted.get(field) ?? 0) + 1);
        }
        if (selection.selectionSet !== undefined) {
          const type = field && getNamedType(field.type);
          const isObject = isObjectType(type) && !isFree;
          if (isObject && next.ancestors.has(type.name)) cost.nestedType = type.name;
          pending.push({
            set: selection.selectionSet,
            type,
            depth: next.depth + 1,
            isRoot: next.depth === 1 && isNamespace(field),
            isFree,
            ancestors: isObject ? new Set([...next.ancestors, type.name]) : next.ancestors,
          });
        }
      } else {
        const fragment: InlineFragmentNode | FragmentDefinitionNode | null | undefined =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : context.getFragment(selection.name.value);
        if (fragment == null) continue;
        const condition = fragment.typeCondition?.name.value;
        const type = condition === undefined ? next.type : schema.getType(condition);
        // An abstract type is what its fragments say.
        const isNarrowed = isObjectType(type) && type !== next.type && !next.isFree;
        if (isNarrowed && next.ancestors.has(type.name)) cost.nestedType = type.name;
        pending.push({
          ...next,
          set: fragment.selectionSet,
          type,
          ancestors: isNarrowed ? new Set([...next.ancestors, type.name]) : next.ancestors,
        });
      }
    }
  }
  return cost;
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** A field at the root that takes no arguments only gathers others. */
function isNamespace(field: GraphQLField<unknown, unknown> | undefined): boolean {
  return field === undefined || field.args.length === 0;
}
