import type { Catalogue } from '../catalogue.ts';
import { format as english } from '../en/format.ts';

export const format: Catalogue['format'] = english;
