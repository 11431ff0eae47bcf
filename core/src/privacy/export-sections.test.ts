import { expect, it } from 'vitest';
import {
  accountSections,
  exportDataTypeNames,
  exportDataTypes,
  exportSections,
  sectionsOf,
} from './export-sections.ts';

it('every part belongs to one kind, and its name fits a file', () => {
  expect(new Set(exportSections).size).toBe(exportSections.length);
  for (const section of exportSections) expect(section).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

it('kinds are shown in one order, all of them', () => {
  expect([...exportDataTypeNames].sort()).toEqual(Object.keys(exportDataTypes).sort());
  expect(sectionsOf(exportDataTypeNames)).toEqual(exportSections);
});

it('asked for in any order, and twice, parts come once and in order', () => {
  expect(sectionsOf(['gifts', 'account', 'gifts'])).toEqual([...exportDataTypes.account, ...exportDataTypes.gifts]);
});

it('the account’s own object holds parts of what there is', () => {
  expect(exportSections).toEqual(expect.arrayContaining([...accountSections]));
});
