/** What a branch of trade writes tickets about, and what it offers by e-mail. Texts of tickets may hold slots such as `{product}`, filled from {@link Catalogue.slots}. */
export interface Catalogue {
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly categories: readonly Category[];
  readonly offers: readonly Offer[];
}

export interface Category {
  readonly name: string;
  /** The team that works on it. */
  readonly group: string;
  /** Its share among the categories, in parts of any whole. */
  readonly weight: number;
  /** Half of its tickets of medium priority are resolved within this time. */
  readonly medianHours: number;
  /** How much likelier than usual high and urgent priority are. */
  readonly urgency: number;
  readonly issues: readonly Issue[];
}

/** One kind of complaint: a subject line and what the customer writes first. */
export type Issue = readonly [subject: string, description: string];

/** What a campaign offers to other companies: paragraphs of its e-mails, in which `{company}` is the reader's. */
export interface Offer {
  readonly name: string;
  readonly subject: string;
  readonly pitch: string;
  readonly proof: string;
  readonly ask: string;
}
