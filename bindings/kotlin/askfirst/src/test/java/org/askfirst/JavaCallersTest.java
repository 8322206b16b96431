package org.askfirst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The public API as Java sees it: one callback for each call, however it ends. */
@Timeout(20)
class JavaCallersTest {
    private static final Access<Clip> CLIPBOARD = new Access<>("jmlink.clipboard", Kinds.CLIPBOARD);
    private static final Recipient JMLINK = new Recipient("jmlink", Collections.singletonList(CLIPBOARD));
    private final Executor direct = Runnable::run;

    private static Guard open() throws Exception {
        File pack = new File(System.getProperty("askfirst.root"), "core/policies/003.json");
        GuardOptions options = new GuardOptions.Builder(new Pack(pack.getName(), new String(Files.readAllBytes(pack.toPath()), "UTF-8")))
            .keys(() -> new KeyAnswer.Key(new byte[32]))
            .log((level, tag, message) -> { })
            .language("en")
            .legacy(new LegacyAcceptance("2023-05", 0))
            .adapter(new DeepLinks())
            .build();
        return AskFirst.open(Files.createTempDirectory("askfirst").toFile(), options);
    }

    private static <T> T take(CompletableFuture<T> result) throws Exception {
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    void theRulebookAnswersLikeEveryOtherCall() throws Exception {
        Guard guard = open();
        CompletableFuture<List<Edition>> editions = new CompletableFuture<>();
        Suspending.run(next -> guard.getEditions().all(next), direct, editions::complete);
        assertEquals(1, take(editions).size());
        CompletableFuture<Read.Shut> kept = new CompletableFuture<>();
        Suspending.run(next -> guard.getHandling().keep(CLIPBOARD, next), direct, kept::complete);
        assertNotNull(take(kept));
        guard.close();
    }

    @Test
    void aReadEndsInOneCallback() throws Exception {
        Guard guard = open();
        AtomicInteger callbacks = new AtomicInteger();
        CompletableFuture<Read<Clip>> result = new CompletableFuture<>();
        guard.gate(CLIPBOARD).read(Ask.TAPPED, direct, read -> {
            callbacks.incrementAndGet();
            result.complete(read);
        });
        Read<Clip> read = take(result);
        assertNull(read.valueOrNull());
        assertEquals(Group.NOT_ANSWERED, read.shutOrNull().getReason().getGroup());
        assertFalse(read.shutOrNull().getReason().message("en").isEmpty());
        assertEquals(1, callbacks.get());
        guard.close();
    }

    @Test
    void aCancelledReadStillEndsInOneCallback() throws Exception {
        Guard guard = open();
        for (int round = 0; round < 50; round++) {
            AtomicInteger callbacks = new AtomicInteger();
            CompletableFuture<Read<Clip>> result = new CompletableFuture<>();
            Cancellable call = guard.gate(CLIPBOARD).read(Ask.IF_NEW, direct, read -> {
                callbacks.incrementAndGet();
                result.complete(read);
            });
            call.cancel();
            call.cancel();
            assertNotNull(take(result).shutOrNull());
            assertEquals(1, callbacks.get());
        }
        guard.close();
    }

    @Test
    void everyCallHasItsOverload() throws Exception {
        Guard guard = open();
        CompletableFuture<PolicyState> policy = new CompletableFuture<>();
        guard.getPolicy().present(Ask.IF_NEW, direct, policy::complete);
        assertEquals(PolicyState.NotAnswered, take(policy));
        CompletableFuture<List<Answer>> answers = new CompletableFuture<>();
        guard.askTogether(Arrays.asList(CLIPBOARD), Ask.TAPPED, direct, answers::complete);
        assertFalse(take(answers).get(0).isGiven());
        CompletableFuture<Started> started = new CompletableFuture<>();
        guard.start(JMLINK, direct, started::complete);
        assertTrue(take(started) instanceof Started.Held);
        CompletableFuture<Withdrawn> withdrawn = new CompletableFuture<>();
        guard.withdraw(CLIPBOARD, direct, withdrawn::complete);
        assertTrue(take(withdrawn) instanceof Withdrawn.NothingGiven);
        CompletableFuture<Read<String>> used = new CompletableFuture<>();
        guard.gate(CLIPBOARD).use(Ask.NEVER, () -> "value", direct, used::complete);
        assertNotNull(take(used).shutOrNull());
        CompletableFuture<List<ConsentView>> consents = new CompletableFuture<>();
        guard.consents(direct, consents::complete);
        assertFalse(take(consents).isEmpty());
        assertFalse(take(consents).get(0).words("zh").getPurpose().isEmpty());
        CompletableFuture<VerifyReport> report = new CompletableFuture<>();
        guard.getRecords().verify(direct, report::complete);
        assertTrue(take(report).isSound());
        CompletableFuture<Switched> account = new CompletableFuture<>();
        guard.switchTo(new Account("u-1", "t-9"), direct, account::complete);
        assertEquals(Switched.DONE, take(account));
        guard.close();
    }

    /** An adapter as old Java glue code would write it. */
    private static final class DeepLinks extends JavaSdkAdapter {
        DeepLinks() {
            super(JMLINK);
        }

        @Override
        protected void onStart(Set<Access<?>> allowed) { }

        @Override
        protected Stopped onStop() {
            return Stopped.AFTER_RESTART;
        }
    }
}
