// browser.mjs URL: opens an authorization request in a browser, signs in and consents, and goes where that leads. Says what
// the last page says; ends with 0 where that one is the client's, and was not told of an error.
import { inChromium, signIn } from './chromium.mjs';

const start = process.argv[2];
await inChromium(async (page) => {
  await page.goto(start);
  await signIn(page);
  const end = new URL(page.url());
  return end.origin !== new URL(start).origin && !end.searchParams.has('error');
});
