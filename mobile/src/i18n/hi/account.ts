import type { Catalogue } from '../catalogue.ts';
import { account as english } from '../en/account.ts';

export const account: Catalogue['account'] = english;
