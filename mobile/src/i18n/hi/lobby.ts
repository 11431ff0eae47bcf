import type { Catalogue } from '../catalogue.ts';
import { lobby as english } from '../en/lobby.ts';

export const lobby: Catalogue['lobby'] = english;
