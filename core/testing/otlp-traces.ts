import { z } from 'zod';

/**
 * The body of an OTLP/HTTP export of traces as JSON, as strict as a collector: `ExportTraceServiceRequest` of opentelemetry-proto
 * 1.x by its JSON mapping. Ids are hexadecimal, 64-bit numbers are texts, enums numbers; a field that the proto does not have is
 * refused, which a collector would ignore: here it is a mistake.
 */
const nanos = z.string().regex(/^[1-9][0-9]{18}$/, 'must be nanoseconds since 1970, as a text');
const traceId = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/);
const spanId = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/);
const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  // The mapping allows both; numbers must be exact.
  z.strictObject({ intValue: z.union([z.string().regex(/^-?\d+$/), z.int()]) }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ boolValue: z.boolean() }),
]);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value }))
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'a key stands twice');
const count = z.int().min(0).optional();

const spanSchema = z
  .strictObject({
    traceId,
    spanId,
    parentSpanId: spanId.optional(),
    traceState: z.string().optional(),
    flags: z.int().min(0).optional(),
    name: z.string().min(1),
    kind: z.int().min(1).max(5),
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
    droppedAttributesCount: count,
    events: z.array(z.never()).optional(),
    droppedEventsCount: count,
    links: z
      .array(
        z.strictObject({
          ...{ traceId, spanId, traceState: z.string().optional(), attributes: attributes.optional() },
          ...{ droppedAttributesCount: count, flags: z.int().optional() },
        }),
      )
      .optional(),
    droppedLinksCount: count,
    status: z.strictObject({ code: z.int().min(0).max(2).optional(), message: z.string().optional() }).optional(),
  })
  .refine((span) => BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), 'it ends before it starts');

export const otlpTracesSchema = z.strictObject({
  resourceSpans: z
    .array(
      z.strictObject({
        resource: z
          .strictObject({ attributes, droppedAttributesCount: count, entityRefs: z.array(z.unknown()).optional() })
          .refine((resource) => resource.attributes.some(({ key }) => key === 'service.name'), 'it has no service.name'),
        scopeSpans: z
          .array(
            z.strictObject({
              scope: z.strictObject({ name: z.string().min(1), version: z.string().optional() }),
              spans: z.array(spanSchema).min(1),
              schemaUrl: z.string().optional(),
            }),
          )
          .min(1),
        schemaUrl: z.string().optional(),
      }),
    )
    .min(1),
});

/** A span as a collector would show it. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** The spans of an export's body. @throws ZodError when a collector would not take it */
export function spansOf(body: unknown): readonly CollectedSpan[] {
  return otlpTracesSchema.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = plain(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...{ service, traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId },
        ...{ name: span.name, kind: span.kind, failed: span.status?.code === 2 },
        attributes: plain(span.attributes),
        links: (span.links ?? []).map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
      })),
    );
  });
}

function plain(all: z.infer<typeof attributes>): Record<string, string> {
  return Object.fromEntries(all.map(({ key, value: held }) => [key, String(Object.values(held)[0])]));
}
