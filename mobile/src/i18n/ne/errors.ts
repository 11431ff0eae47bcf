import type { Catalogue } from '../catalogue.ts';
import { errors as english } from '../en/errors.ts';

export const errors: Catalogue['errors'] = english;
