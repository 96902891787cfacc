/** What people say of images: labels out of a file, into the topic that retrainings read. */
package io.latentwatch.local.label;
