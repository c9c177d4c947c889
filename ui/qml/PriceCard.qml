import QtQuick
import Hearthboard

Card {
    id: root

    required property PriceLive price
    // Why there are no prices to show; else empty.
    property string refusal

    title: "Price now"
    glyph: Glyph.Coin
    accent: Theme.price

    Quantity {
        id: now
        x: root.inset
        y: root.bodyTop
        value: root.price.now
        size: Theme.fontBig
        color: root.price.negative ? Theme.cheap : Theme.text
    }
    Column {
        visible: root.price.lowText !== ""
        anchors.right: parent.right
        anchors.rightMargin: root.inset
        y: now.y + Math.round((now.height - height) / 2)
        spacing: Math.round(Theme.unit / 2)

        Label {
            anchors.right: parent.right
            text: Theme.compact ? root.price.lowShort : root.price.lowText
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
        }
        Label {
            anchors.right: parent.right
            text: Theme.compact ? root.price.highShort : root.price.highText
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
        }
    }
    Rectangle {
        visible: root.price.hasTomorrow
        x: strip.x + Math.round(strip.width * root.price.midnight)
        y: strip.y
        width: 1
        height: axis.y + axis.height - y
        color: Theme.line
    }
    Label {
        visible: !root.price.known
        x: strip.x
        y: strip.y + Math.round((strip.height - height) / 2)
        width: strip.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.refusal === "" ? "No prices yet" : root.refusal
        color: Theme.textFaint
    }
    Strip {
        id: strip
        x: root.inset
        y: now.y + now.height + Theme.gap
        width: root.width - 2 * root.inset
        height: axis.y - y - Math.round(Theme.unit / 2)
        model: root.price.strip
        quiet: Theme.pricePast
        normal: Theme.priceSoft
        leastCurrent: Math.max(3, Math.round(Theme.unit / 2))
        current: Theme.text
        low: Theme.cheap
        spacing: 1
    }
    Item {
        id: axis
        x: root.inset
        y: root.height - root.inset - height
        width: strip.width
        height: sample.implicitHeight

        Label {
            id: sample
            visible: false
            text: "0"
            font.pixelSize: Theme.fontSmall
        }
        Repeater {
            model: root.price.hours
            delegate: Label {
                required property double position
                required property string label

                x: Math.round(axis.width * position) + (position > 0 ? Theme.unit : 0)
                text: label
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
            }
        }
    }
}
