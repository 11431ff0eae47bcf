import { type CatalogueKind, catalogueItemSchema } from '@halobuzz/core/api/catalogue';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { useCan } from '../../session/use-me.ts';
import { ItemName } from './item-name.tsx';
import { VersionDialog } from './version-dialog.tsx';
import { priceText, VersionState, whereText } from './version-words.tsx';

/** All gifts, or all coin packages, with what holds now and what will. */
function CataloguePage({ kind }: { readonly kind: CatalogueKind }) {
  const mayChange = useCan('change_catalogue');
  const [, go] = useLocation();
  const [making, setMaking] = useState(false);
  const list = usePageList(`catalogue-${kind}`, `/admin/catalogue/${kind}`, {}, catalogueItemSchema);
  return (
    <Page
      title={kind === 'gifts' ? 'Gifts' : 'Coin packages'}
      lead={kind === 'gifts' ? 'What hosts can be given, and for how many coins.' : 'What coins are sold for.'}
      actions={
        mayChange ? (
          <button type="button" className="primary" onClick={() => setMaking(true)}>
            {kind === 'gifts' ? 'New gift' : 'New package'}
          </button>
        ) : undefined
      }
    >
      <ListTable
        list={list}
        caption={kind === 'gifts' ? 'Gifts by their short names' : 'Coin packages by their short names'}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/catalogue/${kind}/${id}`}
        empty="Nothing was ever sold here."
        columns={[
          {
            key: 'id',
            title: kind === 'gifts' ? 'Gift' : 'Package',
            cell: ({ id, now, newest }) => <ItemName id={id} content={(now ?? newest).content} />,
          },
          { key: 'price', title: 'Price now', cell: ({ now }) => (now === undefined ? '–' : priceText(now.content)) },
          { key: 'state', title: 'Now', cell: ({ now, newest }) => <VersionState version={now ?? newest} /> },
          { key: 'where', title: 'Where', minor: true, cell: ({ now, newest }) => whereText((now ?? newest).content) },
          {
            key: 'next',
            title: 'Next',
            cell: ({ now, next, newest }) => {
              if (next?.from !== undefined)
                return (
                  <>
                    {priceText(next.content)} from <Time iso={next.from} />
                  </>
                );
              return newest.status === 'draft' || newest.status === 'waiting' ? (
                <VersionState version={newest} />
              ) : now?.content.until === undefined ? (
                ''
              ) : (
                <>
                  until <Time iso={now.content.until} />
                </>
              );
            },
          },
        ]}
      />
      {making ? (
        <VersionDialog
          kind={kind}
          after={0}
          onDone={({ id }) => go(`/catalogue/${kind}/${id}`)}
          onClose={() => setMaking(false)}
        />
      ) : null}
    </Page>
  );
}

export function GiftsPage() {
  return <CataloguePage kind="gifts" />;
}

export function PackagesPage() {
  return <CataloguePage kind="packages" />;
}
