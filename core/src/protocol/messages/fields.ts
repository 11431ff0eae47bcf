import { z } from 'zod';
import { ACCOUNT_ID_PATTERN, UUID_V7_PATTERN } from '../../ids.ts';
import { AMOUNT_PATTERN } from '../../money.ts';

/** Client-made, unique among the socket's commands in flight; the reply carries it back. */
export const commandIdSchema = z.int().min(0).max(0xffffffff);
export const roomIdSchema = z.string().regex(UUID_V7_PATTERN, 'must be a UUIDv7');
export const uuidV7Schema = z.string().regex(UUID_V7_PATTERN, 'must be a UUIDv7');
export const accountIdSchema = z.string().regex(ACCOUNT_ID_PATTERN, 'must be an account id');
/** A chat message's id as gateways make them: 32 hexadecimal digits, or a UUID. */
export const messageIdSchema = z.string().regex(/^[0-9a-f-]{32,36}$/, 'must be a message id');
export const amountSchema = z.string().regex(AMOUNT_PATTERN, 'must be a whole amount as a decimal string');
export const timeMsSchema = z.int().min(0);

/** A point in a room's reliable lane: all events up to and including `offset` of `epoch` are known. */
export const resumePointSchema = z.strictObject({ epoch: z.int().min(0).max(0xffffffff), offset: z.int().min(0) });
export type ResumePoint = z.infer<typeof resumePointSchema>;

/** A person as others see them. */
export const personSchema = z.object({ id: accountIdSchema, name: z.string() });
export type Person = z.infer<typeof personSchema>;
