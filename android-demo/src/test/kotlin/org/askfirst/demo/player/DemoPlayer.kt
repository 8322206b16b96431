package org.askfirst.demo.player

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.util.Base64
import org.askfirst.demo.PackChoice
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.StandInKeystore
import org.junit.After
import org.junit.AfterClass
import org.junit.BeforeClass
import org.junit.FixMethodOrder
import org.junit.Test
import org.junit.runner.RunWith
import org.junit.runners.MethodSorters
import org.robolectric.annotation.Config
import java.io.ByteArrayOutputStream
import java.io.File

/**
 * Plays the app through its flows, four times from a fresh install or as [Selection] says, and writes the report.
 *
 * Not named like a test, so that only `cargo xtask demo` runs it. It fails if anything that must hold did not, after
 * the report was written, so that there is something to look at.
 */
@RunWith(AskFirstRunner::class)
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
class DemoPlayer {
    @Test
    fun `1 zh, every flow`() = play("zh", Both("中文，全部流程", "Chinese, every flow"), "zh", Scene.all)

    @Test
    @Config(qualifiers = "+en-rUS")
    fun `2 en, every flow`() = play("en", Both("英文，全部流程", "English, every flow"), "en", Scene.all)

    @Test
    @Config(qualifiers = "+night")
    fun `3 dark, deep link`() = play("dark", Both("深色主题，深度链接流程", "Dark theme, the deep-link flow"), "zh") {
        firstRunAgree()
        deepLink()
    }

    @Test
    @Config(fontScale = 1.5f)
    fun `4 large type, location and deep link`() =
        play("large", Both("大字（1.5 倍），位置与深度链接", "Large type (1.5×), location and deep link"), "zh") {
            firstRunAgree()
            deepLink(brief = true)
            location(systemSays = true)
        }

    /** The next play meets a phone that has never seen the app. */
    @After
    fun newPhone() {
        StandInKeystore.install()
        Counters.reset()
    }

    private fun play(id: String, title: Both, language: String, usual: Flows.() -> Unit) {
        val steps = selection.steps(language, usual) ?: return
        played += id
        val player = Player(id, title, language, folder)
        try {
            Flows(player, language).steps()
            player.finish()
        } catch (broken: Throwable) {
            player.stopped(broken)
            throw broken
        }
    }

    companion object {
        private val folder =
            File(System.getenv("ASKFIRST_DEMO_OUT") ?: System.getProperty("askfirst.demo.out") ?: "target/demo")
        private val selection = Selection.ofCommand()
        private val played = mutableListOf<String>()
        private const val INLINE_WIDTH = 540

        @JvmStatic
        @BeforeClass
        fun clear() {
            folder.deleteRecursively()
            folder.mkdirs()
            StandInKeystore.install()
            selection.pack?.let { pack -> PackChoice.pack = { pack } }
        }

        @JvmStatic
        @AfterClass
        fun report() {
            val books = played.map {
                File(folder, "$it.notebook.json")
            }.filter { it.exists() }.map { Notebook.load(it) }
            acrossPlays(books, played.size)
            val summary = Report.write(folder, books) { inline(File(folder, it)) }
            println(summary.text(folder))
            check(summary.passed) { "the demo did not pass; see ${File(folder, "index.html")}" }
        }

        /** What only holds or fails over all plays together. */
        private fun acrossPlays(books: List<Notebook>, expected: Int) {
            val last = books.lastOrNull() ?: return
            val prints = books.flatMap { it.steps }.map { Pixels.print(File(folder, it.picture)) }
            last.checks +=
                Check("all pictures differ", prints.distinct().size == prints.size, "two pictures are the same")
            last.checks +=
                Check("every play was played to its end", books.size == expected, books.joinToString { it.id })
        }

        /** The picture at half its size, so that the page stays light; the full one lies beside it. */
        private fun inline(file: File): String {
            val full = requireNotNull(BitmapFactory.decodeFile(file.path)) { "$file is no picture" }
            val small = Bitmap.createScaledBitmap(full, INLINE_WIDTH, full.height * INLINE_WIDTH / full.width, true)
            val bytes = ByteArrayOutputStream().also {
                small.compress(Bitmap.CompressFormat.PNG, 100, it)
            }.toByteArray()
            return "data:image/png;base64," + Base64.encodeToString(bytes, Base64.NO_WRAP)
        }
    }
}
