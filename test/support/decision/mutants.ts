import ts from 'typescript';

/** One small change that breaks a source file, if nothing else does its work. */
export interface Mutant {
  file: string;
  /** 1 for the first. */
  line: number;
  /** `negated`, `bound moved`, `turned round`, `left out`, `without remedies`. */
  what: string;
  /** What it changes, in one line. */
  code: string;
  /** The file with the change. */
  source: string;
}

interface Edit {
  what: string;
  node: ts.Node;
  replacement: string;
}

const predicates = new Set(['filter', 'find', 'some', 'every']);

/** Every way in which this file can be wrong by one condition, bound, reason, remedy or source of bounds. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || isLabelling(node)) return;
    for (const { what, node: changed, replacement } of editsAt(node)) {
      const [start, end] = [changed.getStart(tree), changed.getEnd()];
      found.push({
        file,
        line: tree.getLineAndCharacterOfPosition(start).line + 1,
        what,
        code: source.slice(start, end).replace(/\s+/g, ' '),
        source: source.slice(0, start) + replacement + source.slice(end),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...new Map(found.map((mutant) => [mutant.source, mutant])).values()];
}

/** Lists of names, which no answer hangs on. */
function isLabelling(node: ts.Node): boolean {
  return ts.isAsExpression(node) && ts.isArrayLiteralExpression(node.expression) && ts.isConstTypeReference(node.type);
}

function editsAt(node: ts.Node): Edit[] {
  return [
    ...conditionsAt(node).map(negated),
    ...boundAt(node),
    ...orderAt(node),
    ...leftOutAt(node),
    ...withoutRemedies(node),
  ];
}

function conditionsAt(node: ts.Node): ts.Expression[] {
  if (ts.isIfStatement(node)) return [node.expression];
  if (ts.isConditionalExpression(node)) return [node.condition];
  if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) return [node.left, node.right];
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  if (!predicates.has(node.expression.name.text)) return [];
  return node.arguments.flatMap((each) => (ts.isArrowFunction(each) && !ts.isBlock(each.body) ? [each.body] : [each]));
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

// A predicate that is handed on by name is negated as a function.
function negated(node: ts.Expression): Edit {
  const isNamed = ts.isIdentifier(node) && ts.isCallExpression(node.parent) && node.parent.expression !== node;
  const text = node.getText();
  return { what: 'negated', node, replacement: isNamed ? `((...of) => !${text}(...of))` : `!(${text})` };
}

const moved = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
]);

/** Instants are whole milliseconds, so that with or without the equal sign is one millisecond more or less. */
function boundAt(node: ts.Node): Edit[] {
  if (!ts.isBinaryExpression(node)) return [];
  const operator = moved.get(node.operatorToken.kind);
  if (!operator) return [];
  return [{ what: 'bound moved', node, replacement: `${node.left.getText()} ${operator} ${node.right.getText()}` }];
}

function orderAt(node: ts.Node): Edit[] {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.MinusToken) return [];
  return [{ what: 'turned round', node, replacement: `${node.right.getText()} - ${node.left.getText()}` }];
}

/** Reasons, remedies and sources of bounds stand in lists, or are added to one. */
function leftOutAt(node: ts.Node): Edit[] {
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.map((element) => {
      const others = node.elements.filter((each) => each !== element).map((each) => each.getText());
      return { what: `left out: ${oneLine(element)}`, node, replacement: `[${others.join(', ')}]` };
    });
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const isAdding = /^(push|add)$/.test(node.expression.name.text);
  return isAdding ? [{ what: 'left out', node, replacement: 'undefined' }] : [];
}

function withoutRemedies(node: ts.Node): Edit[] {
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'remedies') return [];
  const isEmpty = ts.isArrayLiteralExpression(node.initializer) && node.initializer.elements.length === 0;
  return isEmpty ? [] : [{ what: 'without remedies', node: node.initializer, replacement: '[]' }];
}

function oneLine(node: ts.Node): string {
  return node.getText().replace(/\s+/g, ' ').slice(0, 60);
}
