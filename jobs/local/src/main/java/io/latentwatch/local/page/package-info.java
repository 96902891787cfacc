/**
 * A live page of what a job puts out: topics in, pictures and figures on loopback. {@link io.latentwatch.local.page.TopicReader} reads, {@link io.latentwatch.local.page.LiveView}
 * keeps the newest of it within fixed bounds, {@link io.latentwatch.local.page.PageServer} serves it.
 */
package io.latentwatch.local.page;
