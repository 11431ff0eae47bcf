import type { Catalogue } from '../catalogue.ts';
import { categories as english } from '../en/categories.ts';

export const categories: Catalogue['categories'] = english;
