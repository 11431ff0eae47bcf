import { controlKeys } from '@halobuzz/core/rooms/keys';
import { KeywordFilter } from '@halobuzz/core/rooms/keyword-filter';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../../observability/log.ts';

const termsSchema = z.array(z.string());

/** The platform's keyword list as the origin publishes it. While it cannot be read, the last one known holds. */
export class KeywordList {
  readonly #redis: Redis;
  readonly #log: Logger;
  #filter = new KeywordFilter([]);
  #version = '';

  constructor(redis: Redis, log: Logger) {
    this.#redis = redis;
    this.#log = log;
  }

  /** Whether the text holds a listed word. */
  matches(text: string): boolean {
    return this.#filter.matches(text);
  }

  /** Reads the list when it has changed. Never rejects. */
  async refresh(): Promise<void> {
    try {
      const version = (await this.#redis.hget(controlKeys.keywords, 'version')) ?? '';
      if (version === this.#version) return;
      const [readVersion, terms] = await this.#redis.hmget(controlKeys.keywords, 'version', 'terms');
      this.#filter = new KeywordFilter(termsSchema.parse(JSON.parse(terms ?? '[]')));
      this.#version = readVersion ?? '';
    } catch (err) {
      this.#log.debug({ err }, 'the keyword list could not be read');
    }
  }
}
