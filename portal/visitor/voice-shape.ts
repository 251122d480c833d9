/** The drawing of a voice, 24 units wide: of the link to a sound, and of the buttons that the script makes of it. */
export const voiceShape = 'M4 9v6h4l6 5V4L8 9zM17.500 9a4 4 0 0 1 0 6M20 6.500a8 8 0 0 1 0 11';
