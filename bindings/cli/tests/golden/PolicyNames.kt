// Written by `askfirst generate kotlin` from names.json; change the pack and write it anew.
// names, edition 3, ba273630fac5846ee0f27cf1bf2ca575c534f02b91215ddb942de1af0a99a4e2

package org.example.app

import org.askfirst.Access
import org.askfirst.Clip
import org.askfirst.DeviceId
import org.askfirst.Fix
import org.askfirst.InstalledApp
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Pack
import org.askfirst.Recipient

/**
 * 名字政策
 *
 * Policy of names
 */
public object PolicyNames {
    /** Name of the pack's file. */
    public const val FILE: String = "names.json"

    /** The pack, from the text of its file. */
    @JvmStatic
    public fun pack(json: String): Pack = Pack(FILE, json)

    /**
     * 列表
     *
     * list
     */
    public object List_ {
        /**
         * 剪切板：工作
         *
         * clipboard: work * / with a purpose that is told in so many words that a line of a hundred characters does not
         * hold all of them
         */
        @JvmField
        public val `in`: Access<Clip> = Access("list.in", Kinds.CLIPBOARD)

        /**
         * 位置：休息
         *
         * location: rest
         */
        @JvmField
        public val where1: Access<Fix> = Access("list.where_1", Kinds.PRECISE_LOCATION)

        /**
         * 位置：游戏
         *
         * location: play
         */
        @JvmField
        public val where1_: Access<Fix> = Access("list.where1", Kinds.PRECISE_LOCATION)

        /**
         * 工牌号：休息
         *
         * badge number: rest
         */
        @JvmField
        public val recipient_: Access<Any> = Access("list.recipient", Kind("x.badge"))
    }

    /**
     * 某SDK
     *
     * Some SDK
     */
    public object Self {
        /**
         * 设备标识：工作
         *
         * device identifier: work * / with a purpose that is told in so many words that a line of a hundred characters
         * does not hold all of them
         */
        @JvmField
        public val deviceId: Access<DeviceId> = Access("self.device_id", Kinds.ANDROID_ID)

        /**
         * 应用列表：工作
         *
         * installed apps: work * / with a purpose that is told in so many words that a line of a hundred characters
         * does not hold all of them
         */
        @JvmField
        public val appsThatAreInstalledOnTheDevice: Access<List<InstalledApp>> =
            Access("self.apps_that_are_installed_on_the_device", Kinds.INSTALLED_APPS)

        /**
         * 剪切板：工作
         *
         * clipboard: work * / with a purpose that is told in so many words that a line of a hundred characters does not
         * hold all of them
         */
        @JvmField
        public val clipboardAsItIsWhenSomebodyOpensTheApp: Access<Clip> =
            Access("self.clipboard_as_it_is_when_somebody_opens_the_app", Kinds.CLIPBOARD)

        /** All of it. */
        @JvmField
        public val recipient: Recipient =
            Recipient(
                "self",
                listOf(
                    deviceId,
                    appsThatAreInstalledOnTheDevice,
                    clipboardAsItIsWhenSomebodyOpensTheApp
                )
            )
    }

    /** Every access of the pack. */
    public val all: List<Access<*>>
        get() = listOf(
            List_.`in`,
            List_.where1,
            List_.where1_,
            List_.recipient_,
            Self.deviceId,
            Self.appsThatAreInstalledOnTheDevice,
            Self.clipboardAsItIsWhenSomebodyOpensTheApp
        )
}
