import { AppError } from '@halobuzz/core/errors/app-error';
import { fieldMessage } from '@halobuzz/core/errors/field-messages';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { EdgeEnv } from './http/edge-env.ts';

export const API_BASE = '/api/v1';

/** An API without routes yet, under the base path, that names the fields it refuses. */
export function newApi(): OpenAPIHono<EdgeEnv> {
  // Hono applies the schemas itself and takes no options for it, so the words are set for the whole isolate.
  z.config({ customError: fieldMessage });
  return new OpenAPIHono<EdgeEnv>({
    defaultHook(result) {
      if (!result.success) throw new AppError('validation_failed', { errors: fieldErrorsOf(result.error) });
    },
  }).basePath(API_BASE);
}
