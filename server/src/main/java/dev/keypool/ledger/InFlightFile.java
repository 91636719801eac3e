package dev.keypool.ledger;

import dev.keypool.store.PrivateFile;
import dev.keypool.values.Refusal;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file behind the marks: a page with a word that names the format, then regions of slots, mapped one by one. A mapped
 * page belongs to the kernel, so what was written survives the death of the process; not a power cut. Confined to its user.
 */
final class InFlightFile implements AutoCloseable {
    /** Slots of a region: two megabytes, and far more attempts than one node has in flight. */
    static final int REGION_SLOTS = 16_384;

    static final long REGION_BYTES = (long) REGION_SLOTS * MarkSlot.BYTES;

    private static final int HEADER_BYTES = 4_096;

    /** "KPMARKS1" in the machine's own order: a file from a machine of the other order is not read as one of ours. */
    private static final long FORMAT = 0x4B50_4D41_524B_5331L;

    private final FileChannel channel;
    private final Arena arena;

    private InFlightFile(FileChannel channel, Arena arena) {
        this.channel = channel;
        this.arena = arena;
    }

    /** Marks that a dead process left in that file; none when the file is missing or was never begun. */
    static List<Ledger.Mark> left(Path path) throws IOException {
        List<Ledger.Mark> marks = new ArrayList<>();
        try (FileChannel channel = PrivateFile.open(path);
                Arena arena = Arena.ofConfined()) {
            if (channel.size() < HEADER_BYTES) return marks;
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            checkFormat(path, file.get(ValueLayout.JAVA_LONG, 0));
            for (long at = HEADER_BYTES; at + MarkSlot.BYTES <= file.byteSize(); at += MarkSlot.BYTES) {
                MarkSlot.read(file, at).ifPresent(marks::add);
            }
        }
        return marks;
    }

    /** Begins the file anew: whatever was in it is gone. */
    @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object, whose close() closes it
    static InFlightFile fresh(Path path) throws IOException {
        FileChannel channel = PrivateFile.open(path);
        channel.truncate(0);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(java.nio.ByteOrder.nativeOrder());
        header.putLong(0, FORMAT);
        writeAll(channel, header, 0);
        return new InFlightFile(channel, Arena.ofShared());
    }

    /** Adds the region of that number to the file and maps it. */
    MemorySegment region(int number) throws IOException {
        long from = HEADER_BYTES + number * REGION_BYTES;
        // Written, not only sized: a mapped page without space behind it on a full disk would stop the whole process.
        writeAll(channel, ByteBuffer.allocate(Math.toIntExact(REGION_BYTES)), from);
        return channel.map(FileChannel.MapMode.READ_WRITE, from, REGION_BYTES, arena);
    }

    /** Unmaps. A mark made after this fails. */
    @Override
    public void close() throws IOException {
        arena.close();
        channel.close();
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes, at + bytes.position());
    }

    private static void checkFormat(Path path, long found) {
        // Zero: the process died before the header was written, so there is no mark either.
        if (found == FORMAT || found == 0) return;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "unreadable_in_flight_file",
                "The file " + path
                        + " is not a Keypool in-flight file of this machine and version. It holds attempts that"
                        + " were under way when an earlier process died. Start the version that wrote it once, or move it"
                        + " away to go on without them.");
    }
}
