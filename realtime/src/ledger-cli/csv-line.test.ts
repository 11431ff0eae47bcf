import { describe, expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';
import { barText } from './progress-bar.ts';

describe('csvLine', () => {
  it('quotes what RFC 4180 says, and nothing else', () => {
    expect(csvLine(['a', 1, 2n, undefined, 'b,c', 'd"e', 'f\ng'])).toBe('a,1,2,,"b,c","d""e","f\ng"\r\n');
  });

  it('hands no formula to a spreadsheet, but leaves numbers alone', () => {
    expect(csvLine(['=1+1', '@x', '-y', -5n])).toBe("'=1+1,'@x,'-y,-5\r\n");
    expect(csvLine([' =1+1', '＝1', '\u00a0@x', 'a=b'])).toBe("' =1+1,'＝1,'\u00a0@x,a=b\r\n");
    expect(csvLine(['\n=1'])).toBe('"\'\n=1"\r\n');
  });
});

describe('barText', () => {
  it('fills up and never over', () => {
    expect(barText(0, 10)).toMatch(/^░{24} {3}0%$/);
    expect(barText(5, 10)).toMatch(/^█{12}░{12} {2}50%$/);
    expect(barText(11, 10)).toMatch(/^█{24} 100%$/);
    expect(barText(0, 0)).toMatch(/100%$/);
  });
});
