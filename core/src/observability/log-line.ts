import { z } from 'zod';
import { limits } from '../limits.ts';
import { logLevels } from './log-fields.ts';
import { isSecretName } from './redact.ts';

const errorSchema = z.strictObject({
  type: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  /** Name of the store's command, without its arguments. */
  command: z.string().optional(),
  get cause() {
    return z.union([errorSchema, z.strictObject({ type: z.string() }), z.string()]).optional();
  },
  get errors() {
    return z.array(z.union([errorSchema, z.strictObject({ type: z.string() }), z.string()])).optional();
  },
});

/** The fields that mean the same in every process. Others stand beside them, under names of their own. */
export const logFields = {
  /** UTC, to the millisecond. */
  time: z.iso.datetime({ precision: 3 }),
  level: z.enum(logLevels),
  /** Which kind of process: `edge`, `gateway`, `ledger`, `origin` or a command. */
  name: z.string().regex(/^[a-z][a-z-]{1,31}$/),
  /** Which of them, where there are several. */
  node: z.string().min(1).max(128).optional(),
  pid: z.int().positive().optional(),
  msg: z.string().min(1),
  /** Of the HTTP request that the line is about. */
  requestId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,64}$/)
    .optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  spanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** Of the error registry, or a driver's own. */
  code: z.union([z.string().max(128), z.number()]).optional(),
  err: errorSchema.optional(),
} as const;

/** One line of any process, the Worker among them. */
export const logLineSchema = z.looseObject(logFields).superRefine((line, context) => {
  for (const [name, value] of Object.entries(line)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) context.addIssue(`${name} is no name of a field`);
    if (isSecretName(name) && value !== '[redacted]') context.addIssue(`${name} has a secret's name and a value`);
  }
  if (JSON.stringify(line).length > limits.logLineCharsMax) context.addIssue('the line is too long');
});
