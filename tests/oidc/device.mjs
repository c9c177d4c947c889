// device.mjs VERIFICATION_URI_COMPLETE [--deny]: approves a device's code in a browser, or refuses it. Says what the last page
// says; ends with 0 where that was the end of it.
import { follow, inChromium, signIn, textOf } from './chromium.mjs';

const [start, option] = process.argv.slice(2);
await inChromium(async (page) => {
  await page.goto(start);
  // The page sends the code that its address has by itself.
  await page.waitForSelector('[form="op.deviceConfirmForm"]');
  if (option === '--deny') {
    await follow(page, 'button[name=abort]');
    return (await textOf(page)).includes('interrupted');
  }
  await follow(page, 'button[form="op.deviceConfirmForm"]:not([name=abort])');
  await signIn(page);
  return (await textOf(page)).includes('Sign-in Success');
});
