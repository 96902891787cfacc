/** Where images come from: files, folders, IDX sets and samples, and what an encoded image is. */
package io.latentwatch.detector.images;
