export const film = 'a film';
