/**
 * How one statement of a guide is accounted for; there is no other way: judged: requirements judge it · untestable:
 * requirements of the catalogue that say why traffic cannot show them · unseen: no requirement can be about it, for the
 * reason given · informs: it tells the reader something and asks nothing of a server or a client · outside: the document
 * asks for it, and BCDA does not have it.
 */
export type GuideAccount =
  | { readonly is: 'judged'; readonly by: readonly string[] }
  | { readonly is: 'untestable'; readonly by: readonly string[] }
  | { readonly is: 'unseen'; readonly because: string }
  | { readonly is: 'informs' }
  | { readonly is: 'outside'; readonly because: string };

/** A statement in our own words, with its account. */
export interface GuideStatement {
  readonly says: string;
  readonly account: GuideAccount;
}

/** A sentence, a list item, a line of code or a field of a sample in a guide. */
export interface GuideUnit extends GuideStatement {
  /** The first 12 hex digits of the SHA-256 of its normalized text, which is not part of this project. */
  readonly digest: string;
}

/** The units under one heading, in the order of the guide. */
export interface GuideSection {
  /** Path of headings, from the second level on, e.g. `Examples > BCDA Metadata`. */
  readonly heading: string;
  readonly units: readonly GuideUnit[];
}

/** A published guide, unit by unit. */
export interface Guide {
  /** Id of the profile that holds its constants. */
  readonly profile: string;
  readonly title: string;
  /** Where its text can be read. */
  readonly published: string;
  readonly sections: readonly GuideSection[];
}

/** A guide as a report has it. */
export interface ReportedGuide {
  readonly title: string;
  readonly published: string;
  readonly sections: readonly { readonly heading: string; readonly statements: readonly GuideStatement[] }[];
}

/** A statement of the Bulk Data Export draft about servers. */
export interface DraftStatement extends GuideStatement {
  /** Section of the draft. */
  readonly section: string;
  readonly level: 'SHALL' | 'SHOULD' | 'MAY';
}

/** Ids of the requirements that a statement names. */
export const requirementsOf = ({ account }: GuideStatement): readonly string[] => ('by' in account ? account.by : []);
