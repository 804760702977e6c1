import { firstFailure } from '../../../test/support/decision/checks';
import { equivalentMutants } from '../../../test/support/decision/equivalent-mutants';
import { type Mutant, mutantsOf } from '../../../test/support/decision/mutants';
import { createRoomLoader, decisionFiles, sourceOf } from '../../../test/support/decision/room-loader';

/** The table of situations kills nearly all; the properties come to it only where that passes. */
const propertyRuns = process.env.SHOWRUNNER_LONG ? 1_000 : 20;
const load = createRoomLoader();
const mutants = decisionFiles.flatMap((file) => mutantsOf(file, sourceOf(file)));
const isListed = ({ file, what, code }: Mutant) =>
  equivalentMutants.some((each) => each.file === file && each.what === what && each.code === code);

function survives({ file, source }: Mutant): boolean {
  const room = load({ [file]: source });
  try {
    return firstFailure(room, propertyRuns) === null;
  } catch {
    return false;
  }
}

test('the decision as it is passes every check', () => {
  expect(firstFailure(load(), propertyRuns)).toBeNull();
});

test('every change of a condition, a bound, a reason or a remedy is noticed', () => {
  const survivors = mutants.filter((mutant) => !isListed(mutant) && survives(mutant));
  expect(survivors.map(({ file, line, what, code }) => `${file}.ts:${line} ${what}: ${code}`)).toEqual([]);
}, 300_000);

test('every change that is said to change nothing exists, and is not noticed', () => {
  const listed = mutants.filter(isListed);
  expect(listed).toHaveLength(equivalentMutants.length);
  expect(listed.filter((mutant) => !survives(mutant)).map(({ file, line }) => `${file}.ts:${line}`)).toEqual([]);
}, 300_000);

test('changes of every kind are made', () => {
  const kinds = new Set(mutants.map(({ what }) => what.split(':')[0]));
  expect([...kinds].sort()).toEqual(['bound moved', 'left out', 'negated', 'turned round', 'without remedies']);
  expect(mutants.length).toBeGreaterThan(200);
});

test('the makers of changes find each place once', () => {
  const source =
    'if (a < b && c) { list.push(d); } const e = f ? [g, h] : x.filter(i); const r = { remedies: j }; k - m;';
  expect(mutantsOf('planted', source).map(({ source: changed }) => changed)).toEqual(
    [
      ['a < b && c', '!(a < b && c)'],
      ['a < b && c', '!(a < b) && c'],
      ['a < b && c', 'a < b && !(c)'],
      ['a < b', 'a <= b'],
      ['list.push(d)', 'undefined'],
      ['f ?', '!(f) ?'],
      ['[g, h]', '[h]'],
      ['[g, h]', '[g]'],
      ['x.filter(i)', 'x.filter(((...of) => !i(...of)))'],
      ['remedies: j', 'remedies: []'],
      ['k - m', 'm - k'],
    ].map(([from = '', to = '']) => source.replace(from, () => to)),
  );
});
