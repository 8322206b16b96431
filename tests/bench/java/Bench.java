import com.sun.management.ThreadMXBean;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.askfirst.AccessParts;
import org.askfirst.AskFirst;
import org.askfirst.Gate;
import org.askfirst.Guard;
import org.askfirst.GuardOptions;
import org.askfirst.KeyAnswer;
import org.askfirst.Pack;

/**
 * The JVM's figures. Prints one line each: name, then the rounds in nanoseconds a call.
 *
 * In Java, because it stands outside the Kotlin module like an app, and its loops are no more than loops.
 */
public final class Bench {
    private static final int CALLS = 100_000;
    private static final int ROUNDS = 61;

    private Bench() {}

    /** The peer: a native call that does nothing. */
    static native boolean empty(long token);

    public static void main(String[] arguments) throws Throwable {
        switch (arguments[0]) {
            case "nothing" -> System.out.println("open");
            case "start" -> start(new File(arguments[1]), arguments[2]);
            default -> calls(new File(arguments[1]), arguments[2], arguments[3]);
        }
        // The guard's threads would keep the process.
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static Guard open(File directory, String pack) throws Exception {
        String json = Files.readString(new File(pack).toPath());
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        GuardOptions options = new GuardOptions.Builder(new Pack("bench.json", json))
            .keys(() -> new KeyAnswer.Key(key))
            .log((level, tag, message) -> { })
            .build();
        return AskFirst.open(directory, options);
    }

    private static Gate<Object> gate(Guard guard) {
        return guard.gate(new AccessParts("media.camera", "notes", "make_notes"));
    }

    /** From the call that opens the guard to the first check that says open. */
    private static void start(File directory, String pack) throws Exception {
        long before = System.nanoTime();
        Gate<Object> gate = gate(open(directory, pack));
        while (!gate.isOpen()) {
            Thread.onSpinWait();
            if (System.nanoTime() - before > 20_000_000_000L) {
                throw new IllegalStateException("the gate stayed shut");
            }
        }
        long after = System.nanoTime();
        System.out.println("open " + (after - before));
    }

    private static void calls(File directory, String pack, String peers) throws Throwable {
        System.load(peers);
        Guard guard = open(directory, pack);
        Gate<Object> gate = gate(guard);
        long started = System.nanoTime();
        while (!gate.isOpen()) {
            Thread.sleep(1);
            if (System.nanoTime() - started > 20_000_000_000L) {
                throw new IllegalStateException("the gate stayed shut");
            }
        }
        ConcurrentHashMap<String, Boolean> map = new ConcurrentHashMap<>();
        for (int number = 0; number < 64; number++) {
            map.put("access" + number, number % 2 == 0);
        }
        MethodHandle uniffi = uniffi();
        double[][] figures = new double[4][ROUNDS];
        for (int round = -8; round < ROUNDS; round++) {
            double empty = empties();
            double open = opens(gate);
            double get = gets(map);
            double bridge = bridges(uniffi);
            if (round >= 0) {
                figures[0][round] = empty;
                figures[1][round] = open;
                figures[2][round] = get;
                figures[3][round] = bridge;
            }
        }
        String[] names = {"empty", "isOpen", "get", "uniffi"};
        for (int which = 0; which < names.length; which++) {
            StringBuilder line = new StringBuilder(names[which]);
            for (double figure : figures[which]) {
                line.append(' ').append(figure);
            }
            System.out.println(line);
        }
        System.out.println("allocated " + allocated(gate));
    }

    private static double empties() {
        long started = System.nanoTime();
        boolean all = true;
        for (int call = 0; call < CALLS; call++) {
            all &= empty(1);
        }
        return each(started, CALLS, all);
    }

    private static double opens(Gate<Object> gate) {
        long started = System.nanoTime();
        boolean all = true;
        for (int call = 0; call < CALLS; call++) {
            all &= gate.isOpen();
        }
        return each(started, CALLS, all);
    }

    private static double gets(ConcurrentHashMap<String, Boolean> map) {
        long started = System.nanoTime();
        boolean all = true;
        String key = "access8";
        for (int call = 0; call < CALLS; call++) {
            all &= map.get(key);
        }
        return each(started, CALLS, all);
    }

    private static double bridges(MethodHandle uniffi) throws Throwable {
        int few = CALLS / 100;
        long started = System.nanoTime();
        boolean all = true;
        for (int call = 0; call < few; call++) {
            all &= (boolean) uniffi.invokeExact(1);
        }
        // What it answers is not the point; gate 1 is another one.
        return each(started, few, all || true);
    }

    private static double each(long started, int calls, boolean all) {
        long took = System.nanoTime() - started;
        if (!all) {
            throw new IllegalStateException("a call said no");
        }
        return (double) took / calls;
    }

    /** The same question through the generated bridge. Its names hold signs that Java cannot write. */
    private static MethodHandle uniffi() throws Throwable {
        Class<?> type = Class.forName("org.askfirst.bridge.Bridge");
        Object companion = type.getField("Companion").get(null);
        Object bridge = named(companion.getClass(), "attach").invoke(companion, 1L);
        return MethodHandles.lookup()
            .unreflect(named(type, "isOpen"))
            .bindTo(bridge)
            .asType(java.lang.invoke.MethodType.methodType(boolean.class, int.class));
    }

    private static Method named(Class<?> type, String name) {
        for (Method method : type.getMethods()) {
            if (method.getName().startsWith(name) && method.getParameterCount() == 1) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new IllegalStateException(type + " has no " + name);
    }

    /** Bytes that a million checks allocate, beyond what the same loops of nothing do. */
    private static long allocated(Gate<Object> gate) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int times = 0; times < 10; times++) {
                opens(gate);
            }
            long between = threads.getCurrentThreadAllocatedBytes();
            for (int times = 0; times < 10; times++) {
                empties();
            }
            long after = threads.getCurrentThreadAllocatedBytes();
            least = Math.min(least, (between - before) - (after - between));
        }
        return least;
    }
}
