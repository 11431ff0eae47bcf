import { type KeywordListView, type KeywordTermView, keywordListSchema } from '@halobuzz/core/api/keywords';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { useRead } from '../../kit/use-read.ts';
import { KeywordEditor } from './keyword-editor.tsx';

/** Words that no room shows, and words that moderators look at: what is in force, and a change with what it would catch. */
export function KeywordsPage() {
  const read = useRead({ path: '/admin/keywords', schema: keywordListSchema });
  return (
    <Page
      title="Words in chat"
      lead="Blocked words are refused in every room whose host has the filter on. Flagged ones are shown, and raise a room's risk."
      actions={
        <button type="button" onClick={read.refresh}>
          Look again
        </button>
      }
    >
      <Loaded read={read}>{(list) => <Words list={list} refresh={read.refresh} />}</Loaded>
    </Page>
  );
}

function Words({ list, refresh }: { readonly list: KeywordListView; readonly refresh: () => void }) {
  const filters = useFilters({ word: '', scope: '' });
  const [removing, setRemoving] = useState<readonly string[]>([]);
  const { word, scope } = filters.values;
  const rows = list.terms.filter(
    (one) => one.term.toLowerCase().includes(word.toLowerCase()) && (scope === '' || one.scope === scope),
  );
  const toggle = (term: string): void =>
    setRemoving((before) => (before.includes(term) ? before.filter((one) => one !== term) : [...before, term]));
  return (
    <div className="stack">
      <KeywordEditor
        version={list.version}
        removing={removing}
        onKeep={toggle}
        onDone={() => {
          setRemoving([]);
          refresh();
        }}
      />
      <Filters label="Find a word" filters={filters}>
        <TextFilter label="Holds" name="word" filters={filters} />
        <SelectFilter
          label="Effect"
          name="scope"
          filters={filters}
          options={[
            { value: '', label: 'Any' },
            { value: 'block', label: 'Blocked' },
            { value: 'flag', label: 'Flagged' },
          ]}
        />
      </Filters>
      <p className="muted">
        {rows.length} of {list.terms.length} words, version {list.version}.
      </p>
      <DataTable
        caption="Words in force"
        rows={rows}
        rowKey={({ term }) => term}
        empty="No such word is on the list."
        columns={[
          { key: 'term', title: 'Word or phrase', cell: ({ term }) => term },
          { key: 'scope', title: 'Effect', cell: (one) => <Effect term={one} /> },
          { key: 'reason', title: 'Why', minor: true, cell: ({ reason }) => reason },
          { key: 'by', title: 'Who', minor: true, cell: ({ by }) => <AccountLink id={by} /> },
          { key: 'at', title: 'Since', minor: true, cell: ({ addedAt }) => <Time iso={addedAt} /> },
          {
            key: 'act',
            title: 'Act',
            cell: ({ term }) => (
              <button
                type="button"
                className="small"
                aria-pressed={removing.includes(term)}
                aria-label={`Take ${term} off`}
                onClick={() => toggle(term)}
              >
                {removing.includes(term) ? 'Keep' : 'Take off'}
              </button>
            ),
          },
        ]}
      />
    </div>
  );
}

function Effect({ term: { scope, endsAt } }: { readonly term: KeywordTermView }) {
  return (
    <>
      <Badge tone={scope === 'block' ? 'error' : 'warning'}>{scope === 'block' ? 'blocked' : 'flagged'}</Badge>
      {endsAt === undefined ? null : (
        <span className="muted">
          {' '}
          until <Time iso={endsAt} />
        </span>
      )}
    </>
  );
}
