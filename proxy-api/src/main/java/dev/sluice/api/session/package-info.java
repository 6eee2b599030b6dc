/**
 * What extensions see of a session: who is connected ({@link dev.sluice.api.session.Client}), what
 * it has said so far ({@link dev.sluice.api.session.Preface}), where it goes ({@link
 * dev.sluice.api.session.SessionView}) and how it ended ({@link
 * dev.sluice.api.session.SessionRecord}).
 */
@NullMarked
package dev.sluice.api.session;

import org.jspecify.annotations.NullMarked;
