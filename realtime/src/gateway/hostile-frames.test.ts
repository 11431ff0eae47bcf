import { errorCodes } from '@halobuzz/core/errors/codes';
import { decodeUp } from '@halobuzz/core/protocol/codec';
import { upMessageSchema } from '@halobuzz/core/protocol/up';
import { hostileValue, type InputSchema, matching, nearly } from '@halobuzz/core/testing/hostile-input';
import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const pack = (value: unknown): Uint8Array => new Uint8Array(packr.pack(value));
const numRuns = Number(process.env.FUZZ_RUNS ?? 200);

/** Whatever comes, an answer: a message of the protocol, or a code of the registry and fields in bounds. */
function answerTo(frame: Uint8Array): ReturnType<typeof decodeUp> {
  const decoded = decodeUp(frame);
  if (decoded.ok) expect(upMessageSchema.safeParse(decoded.message).success).toBe(true);
  else {
    expect(Object.keys(errorCodes)).toContain(decoded.code);
    expect(JSON.stringify(decoded).length).toBeLessThan(16_384);
  }
  return decoded;
}

const jsonSchema = z.toJSONSchema(upMessageSchema, { io: 'input', unrepresentable: 'any' });
// What zod makes is a JSON schema, whose parts `InputSchema` names.
const { oneOf: messages = [] } = jsonSchema as InputSchema;

describe('fuzz: frames of clients', () => {
  it('all messages are there', () => {
    expect(messages).toHaveLength(upMessageSchema.options.length);
  });

  it.each(messages.map((schema) => [String(schema.properties?.t?.const), schema] as const))(
    '%s is taken or refused, well formed or not',
    (_, schema) => {
      fc.assert(
        fc.property(matching(schema), (value) => void answerTo(pack(value))),
        { numRuns },
      );
      fc.assert(
        fc.property(nearly(schema), (value) => void answerTo(pack(value))),
        { numRuns },
      );
      const bitten = fc.tuple(matching(schema), fc.nat(), fc.integer({ min: 0, max: 255 }));
      fc.assert(
        fc.property(bitten, ([value, at, byte]) => {
          const bytes = pack(value);
          bytes[at % bytes.byteLength] = byte;
          answerTo(bytes);
        }),
        { numRuns },
      );
    },
  );

  it('values and bytes of any kind are answered too', () => {
    fc.assert(
      fc.property(hostileValue, (value) => void answerTo(pack(value))),
      { numRuns },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void answerTo(bytes)),
      { numRuns: 5 * numRuns },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
