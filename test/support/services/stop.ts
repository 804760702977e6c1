import './start';

async function stop(): Promise<void> {
  await globalThis.showrunnerTestServices?.stop();
}

export default stop;
