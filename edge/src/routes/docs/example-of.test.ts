import { describe, expect, it } from 'vitest';
import { type ExampleSchema, exampleOf } from './example-of.ts';

const none = () => undefined;

describe('exampleOf', () => {
  it.each<[string, ExampleSchema, unknown]>([
    ['its own example', { type: 'string', example: 'maya' }, 'maya'],
    ['the first of its examples', { type: 'string', examples: ['maya', 'ravi'] }, 'maya'],
    ['a constant that is false', { const: false }, false],
    ['a default that is zero', { type: 'integer', default: 0, minimum: 3 }, 0],
    ['the first of a list', { enum: ['music', 'talk'] }, 'music'],
    ['a format', { type: 'string', format: 'email' }, 'maya@example.com'],
    ['the shortest text', { type: 'string', minLength: 8 }, 'text....'],
    ['the smallest number', { type: 'integer', minimum: 5 }, 5],
    ['a truth', { type: 'boolean' }, true],
    ['one item', { type: 'array', items: { type: 'integer' } }, [1]],
    ['the first alternative', { anyOf: [{ type: 'boolean' }, { type: 'string' }] }, true],
    ['all parts', { allOf: [{ example: { a: 1 } }, { example: { b: 2 } }] }, { a: 1, b: 2 }],
    ['nullable', { type: ['string', 'null'] }, 'text'],
    ['nothing', {}, null],
  ])('takes %s', (_name, schema, example) => {
    expect(exampleOf(schema, none)).toEqual(example);
  });

  it('leaves optional fields out', () => {
    const schema = {
      type: 'object',
      required: ['code'],
      properties: { code: { type: 'string', example: '123456' }, note: { type: 'string' } },
    };
    expect(exampleOf(schema, none)).toEqual({ code: '123456' });
  });

  it('follows references, and stops where they circle', () => {
    const tree: ExampleSchema = { type: 'object', required: ['child'], properties: { child: { $ref: '#/tree' } } };
    expect(JSON.stringify(exampleOf({ $ref: '#/tree' }, () => tree))).toContain('null');
  });
});
