import { expect, it } from '@jest/globals';
import { alike, sectionsOf } from './matrix-groups';

it('viewers answered alike are one section, countries answered alike one row', () => {
  const nobody = [
    [0, 1],
    [0, 1],
    [2, 2],
  ];
  const payer = [
    [0, 0],
    [0, 0],
    [2, 2],
  ];
  expect(sectionsOf([nobody, payer, nobody])).toEqual([
    {
      viewers: [0, 2],
      rows: [
        { countries: [0, 1], answers: [0, 1] },
        { countries: [2], answers: [2, 2] },
      ],
    },
    {
      viewers: [1],
      rows: [
        { countries: [0, 1], answers: [0, 0] },
        { countries: [2], answers: [2, 2] },
      ],
    },
  ]);
});

it('groups keep the order in which each comes first', () => {
  expect(alike(5, (index) => index % 2)).toEqual([
    [0, 2, 4],
    [1, 3],
  ]);
});
