/** The JSON that the runtime itself reads, strictly: RFC 8259 without duplicate names. */
@NullMarked
package io.kubeless.runtime.json;

import org.jspecify.annotations.NullMarked;
