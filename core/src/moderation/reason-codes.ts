/**
 * Why something was decided against somebody: the closed list, each with the paragraph of the rules that it stands for. A
 * statement of reasons names that paragraph (Regulation (EU) 2022/2065, Article 17(3)(d) and (e)); `illegal` marks those
 * that may stand for unlawful content as well as for a breach of our terms.
 */
export const decisionReasons = {
  child_safety: {
    paragraph: 'Rules 1: children',
    rule: 'Nothing may show children as sexual, put them in danger, or seek contact with them for that.',
    illegal: true,
  },
  self_harm: {
    paragraph: 'Rules 2: suicide and self-harm',
    rule: 'Nothing may encourage suicide, self-harm or eating disorders, or show how.',
    illegal: false,
  },
  violence: {
    paragraph: 'Rules 3: violence and threats',
    rule: 'Nobody may threaten others, call for violence, or show it to shock.',
    illegal: true,
  },
  terrorism: {
    paragraph: 'Rules 4: terrorism and extremism',
    rule: 'Nothing may praise, recruit for or help terrorist or violent extremist groups.',
    illegal: true,
  },
  hate: {
    paragraph: 'Rules 5: hate',
    rule: 'Nobody may be attacked or demeaned for their origin, religion, disability, sex or sexual orientation.',
    illegal: true,
  },
  harassment: {
    paragraph: 'Rules 6: harassment',
    rule: 'Nobody may be insulted, stalked or exposed, alone or by many.',
    illegal: false,
  },
  sexual_content: {
    paragraph: 'Rules 7: nudity and sexual content',
    rule: 'No nudity and no sexual acts, in broadcasts, pictures or words.',
    illegal: false,
  },
  privacy: {
    paragraph: 'Rules 8: privacy of others',
    rule: 'Nobody may publish private data or pictures of others without their consent.',
    illegal: true,
  },
  impersonation: {
    paragraph: 'Rules 9: impersonation',
    rule: 'Nobody may pretend to be somebody else, or to be one of us.',
    illegal: false,
  },
  fraud: {
    paragraph: 'Rules 10: fraud and deception',
    rule: 'Nobody may cheat others out of money, data or coins.',
    illegal: true,
  },
  spam: {
    paragraph: 'Rules 11: spam',
    rule: 'No unasked advertising, no repeated messages, no bought or made-up followers.',
    illegal: false,
  },
  intellectual_property: {
    paragraph: 'Rules 12: rights of others',
    rule: 'Nobody may show works of others without the right to it.',
    illegal: true,
  },
  regulated_goods: {
    paragraph: 'Rules 13: drugs, weapons, gambling',
    rule: 'Nothing may offer drugs, weapons, gambling or other regulated goods.',
    illegal: true,
  },
  underage: {
    paragraph: 'Rules 14: age',
    rule: 'Who is too young for the platform, or to go live, may not.',
    illegal: false,
  },
  evasion: {
    paragraph: 'Rules 15: evasion',
    rule: 'Nobody may go around a decision by another account.',
    illegal: false,
  },
  other_terms: {
    paragraph: 'Terms of use: conduct',
    rule: 'The terms of use as a whole.',
    illegal: false,
  },
} as const satisfies Record<string, { readonly paragraph: string; readonly rule: string; readonly illegal: boolean }>;

export type DecisionReason = keyof typeof decisionReasons;

/** Their codes, in the order in which staff choose among them. */
// Object.keys gives the names of exactly this object.
export const decisionReasonCodes = Object.keys(decisionReasons) as [DecisionReason, ...DecisionReason[]];
