/** What the images of a stretch of time show together, how far that lies from what clean images show, and what change it looks like. Pure arithmetic. */
package io.latentwatch.detector.window;
