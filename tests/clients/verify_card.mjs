// Whether the JavaScript SDK takes a signed card: {card, jwks} in, {verified} or {error} out.
// node verify_card.mjs

import { text } from 'node:stream/consumers';
import { verifyAgentCardSignature } from '@a2a-js/sdk';

console.debug = () => {}; // of each signature that does not hold
const { card, jwks } = JSON.parse(await text(process.stdin));
const verify = verifyAgentCardSignature(async (kid) => jwks.keys.find((key) => key.kid === kid));
const seen = await verify(card).then(() => ({ verified: true }), (error) => ({ error: error.message }));
console.log(JSON.stringify(seen));
