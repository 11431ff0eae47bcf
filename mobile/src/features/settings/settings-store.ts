import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StoragePort } from '../../platform/storage-port.ts';
import { useServices } from '../services.ts';

/** What somebody set for this device alone, beside its language and appearance. */
export interface Settings {
  /** Rooms bring sound alone until a picture is asked for. */
  readonly dataSaver: boolean;
  /** Nothing moves by itself, whatever the device says. */
  readonly lessMotion: boolean;
}

export interface SettingsStore extends Pick<StoreApi<Settings>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Changes a setting and remembers it. */
  readonly change: (name: keyof Settings, value: boolean) => void;
}

const keys = { dataSaver: 'data-saver', lessMotion: 'less-motion' } as const satisfies Record<keyof Settings, string>;

/** The settings of this device; those that were stored arrive in a moment. A setting that is off is not stored. */
export function settingsStore(storage: StoragePort): SettingsStore {
  const store = createStore<Settings>(() => ({ dataSaver: false, lessMotion: false }));
  const read = async (name: keyof Settings): Promise<void> => {
    const value = (await storage.get(keys[name])) === 'on';
    store.setState({ [name]: value });
  };
  for (const name of ['dataSaver', 'lessMotion'] as const) {
    void read(name);
    storage.onOtherChange(keys[name], () => void read(name));
  }
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    change: (name, value) => {
      store.setState({ [name]: value });
      void (value ? storage.set(keys[name], 'on') : storage.remove(keys[name]));
    },
  };
}

/** One setting: `useSettings(dataSaver)`. */
export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(useServices().settings, select);
}

export function dataSaver(settings: Settings): boolean {
  return settings.dataSaver;
}

export function lessMotion(settings: Settings): boolean {
  return settings.lessMotion;
}
