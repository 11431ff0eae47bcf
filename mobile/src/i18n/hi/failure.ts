import type { Catalogue } from '../catalogue.ts';
import { failure as english } from '../en/failure.ts';

export const failure: Catalogue['failure'] = english;
