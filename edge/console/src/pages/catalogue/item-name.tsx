import type { CatalogueContent } from '@halobuzz/core/api/catalogue';

/** What it is called, with its picture or emoji. */
export function ItemName({ id, content }: { readonly id: string; readonly content: CatalogueContent }) {
  if (content.kind === 'package') return <>{id}</>;
  return (
    <span className="row tight">
      {content.image === undefined ? (
        <span aria-hidden>{content.emoji}</span>
      ) : (
        <img src={`/api/v1/images/${content.image}-small`} alt="" width={24} height={24} loading="lazy" />
      )}
      <span>{content.names.en}</span>
    </span>
  );
}
