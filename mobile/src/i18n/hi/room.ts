import type { Catalogue } from '../catalogue.ts';
import { room as english } from '../en/room.ts';

export const room: Catalogue['room'] = english;
