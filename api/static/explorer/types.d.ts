// Types of the explorer. Those from Labels to Picture mirror graph/network/picture.py.

/** Text by language. */
export type Labels = Record<string, string>;

export type Side = "a" | "b" | "both";

export interface Place {
  x: number;
  y: number;
}

export interface Node extends Place {
  id: string;
  class: string;
  label: Labels;
  names: string[];
  href: string;
  size: number;
  degree: number;
  batches?: string[];
  beside?: string;
  side?: Side;
  /** The kind of an institution. */
  kind?: string;
  /** Number of things that it stands for: it is a group. */
  members?: number;
  /** The open group that it lies in. */
  group?: string;
  community?: number;
  betweenness?: number;
  pagerank?: number;
}

export interface Edge {
  id: number;
  from: string;
  to: string;
  relation: string;
  weight?: number;
  through?: string[];
  side?: Side;
  /** Numbers of the origins of the sources that state it. */
  origins?: number[];
  /** "inferred" or "doubtful" where no passage states it plainly. */
  certainty?: string;
}

export interface Colour {
  light: string;
  dark: string;
}

/** How a class or relation is drawn. */
export interface LegendEntry {
  id: string;
  label: Labels;
  inverse: Labels;
  colour: Colour;
  shape: string;
  rank: number;
  role: string;
  dashed: boolean;
  count: number;
}

/** A legend entry, or the look of a class or relation that nobody described: that has no colour. */
export type Look = Omit<LegendEntry, "colour"> & { colour: Colour | null };

export interface Legend {
  classes: LegendEntry[];
  relations: LegendEntry[];
}

/** A batch on the timeline. */
export interface Period {
  id: string;
  label: Labels;
  date?: string | null;
  sandbox?: string;
  place?: string;
}

/** A kind of institutions. */
export interface Kind {
  id: string;
  label: Labels;
  colour: Colour;
  count: number;
}

/** A source of its own origin. */
export interface Origin {
  id: string;
  label: Labels;
}

/** All visible things of a batch, sandbox, place or open group. */
export interface Area {
  id: string;
  label: string;
  colour: string;
  nodes: Node[];
  edges: Edge[];
}

export interface Picture extends Legend {
  total: number;
  nodes: Node[];
  edges: Edge[];
  alone?: number;
  through?: Record<string, Labels>;
  how?: string;
  known?: Legend;
  timeline?: Period[];
  /** Labels of the sandboxes and places of batches. */
  areas?: Record<string, Labels>;
  kinds?: Kind[];
  sources?: Origin[];
  /** What makes groups, and which are open. */
  by?: string;
  opened?: string[];
}

/** A picture as it stands in the page: nodes and edges, and what else there is under `legend`. */
export interface Drawing {
  nodes: Node[];
  edges: Edge[];
  legend: Partial<Omit<Picture, "nodes" | "edges">>;
}

/** Things and links that are added to a picture. */
export interface Addition {
  nodes: Node[];
  edges: Edge[];
  classes?: Look[];
  relations?: Look[];
}

/** What the server says of the neighbours of a thing. */
export interface Neighbours extends Addition {
  total: number;
  byRelation: { relation: string; inverse: boolean; label: string | Labels; count: number }[];
}

/** What the server says of the shortest paths between two things. */
export interface ShortestPaths extends Addition {
  length: number | null;
  /** The IRIs along each. */
  paths?: string[][];
  /** What they lead through: "applications", "technologies" or "anything". */
  via?: string;
}

export type Size = "degree" | "betweenness" | "pagerank";

/** The state of the explorer; things are named by kind and slug. */
export interface State {
  shown: string[];
  /** Relations and kinds of institutions that are shown; none stands for all. */
  links: string[];
  kinds: string[];
  hide: string[];
  pin: string[];
  open: string[];
  sel: string;
  edge: string;
  colour: string;
  size: string;
  since: string;
  until: string;
  /** "yes" shows what is in no dated batch beside what came up to `until`. */
  undated: string;
  from: string;
  to: string;
  /** The source that is left out, or looked through alone. */
  without: string;
  only: string;
  /** What areas stand for. */
  area: string;
  /** How many things have a name: from "0", few, to "3", all. */
  names: string;
  /** The part of the network that the screen shows. */
  at: string;
  /** Where things stand that the reader has moved. */
  stand: string[];
  /** The only things that are shown; none stands for all. */
  keep: string[];
  /** Things that are selected together. */
  pick: string[];
  /** What paths lead through, and which of them is shown. */
  via: string;
  path: string;
}

export type Part = Partial<State>;

/** What is emphasised on the canvas. */
export interface Emphasis {
  lit: Set<string> | null;
  links?: ((edge: Edge) => boolean) | null;
  selected: string | null;
  edge: number | null;
  strong: Set<string>;
  size: string;
}

export interface Theme {
  isDark: boolean;
  ink: string;
  paper: string;
  quiet: string;
  line: string;
  neutral: string;
  font: string;
  /** Of names, in pixels. */
  size: number;
}

/** A node as it is drawn: sizes in units of the network, widths of borders in pixels. */
export interface Disc {
  node: Node;
  radius: number;
  shape: string;
  fill: string;
  border: string;
  borderWidth: number;
  opacity: number;
  isHidden: boolean;
}

/** An edge as it is drawn. */
export interface Line {
  edge: Edge;
  from: Node;
  to: Node;
  /** Height of its control point beside the line, as a part of its length; 0 where it is straight. */
  bend: number;
  colour: string;
  width: number;
  opacity: number;
  isDashed: boolean;
  /** Whether it is emphasised. */
  isStrong: boolean;
  isHidden: boolean;
}

/** A rectangle on the screen; what it belongs to may lie over it. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  owner: string;
}

/** A node on the screen, as the layout of labels sees it. */
export interface Labelled extends Place {
  id: string;
  r: number;
  label: string;
  beside?: string;
  rank?: number;
  /** Whether it may have a part of its name, where the whole has no room. */
  cut?: boolean;
  must?: boolean;
  /** Whether it is a group: its number stays readable, and its name may stand in it. */
  group?: boolean;
  /** Whether its name may lie on things that are no hubs, where there is no other place. */
  hub?: boolean;
  strong?: boolean;
  faded?: boolean;
  /** A place of the network that it goes along with. */
  at?: Place;
  tint?: string;
}

/** A label with its place on the screen: its left end, and its middle from top to bottom. */
export interface Label extends Place {
  text: string;
  id?: string;
  strong?: boolean;
  at?: Place;
  tint?: string;
}

export type Texts = Record<string, string>;

/** A thing in an answer of the server. */
export interface Thing {
  iri: string;
  label: string;
  href: string;
}

export interface Value {
  text?: string;
  href?: string;
  iri?: string;
  lang?: string;
  passages: string[];
}

export interface Group {
  label: string;
  values: Value[];
}

export interface PassageRow {
  passage: { iri: string };
  source: Thing | null;
  certainty: { label: string } | null;
  note: string | null;
  address: { iri: string } | string | null;
}

export interface InvolvementRow {
  application: Thing;
  unit: Thing;
  role: Thing;
  passage: { iri: string } | null;
}

export interface DisagreementRow {
  disagreement: Thing;
  value: { label?: string } | string | number | null;
  followed: boolean;
  sources: Thing[];
  passages: { iri: string }[];
}
