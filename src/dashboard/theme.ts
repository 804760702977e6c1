// Runs before the first paint, alone and blocking, so that a chosen theme never flashes the other one.
try {
  const choice = localStorage.getItem('showrunner-theme');
  if (choice === 'dark' || choice === 'light') document.documentElement.dataset.mantineColorScheme = choice;
} catch {
  // storage is off: the system's choice stands
}
