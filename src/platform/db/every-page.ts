/** Before every UUID. */
export const beforeAnyId = '00000000-0000-0000-0000-000000000000';

/** All rows there are, a page at a time along a key that only grows. `read` gives the rows behind a place, none at the end. */
export async function* everyPage<Row, Place>(
  first: Place,
  placeOf: (row: Row) => Place,
  read: (after: Place) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let after = first; ; ) {
    const page = await read(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = placeOf(last);
  }
}
