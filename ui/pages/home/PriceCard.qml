import QtQuick
import Hearthboard

Card {
    id: root

    required property PriceLive price
    // Why there are no prices to show; else empty.
    property string refusal
    readonly property bool narrow: width < 24 * Theme.fontBody

    title: qsTr("Price now")
    glyph: Glyph.Coin
    accent: Theme.price

    Item {
        implicitHeight: Math.max(now.implicitHeight, extremes.implicitHeight)

        Quantity {
            id: now
            anchors.left: parent.left
            anchors.right: extremes.left
            anchors.rightMargin: Theme.unit
            anchors.verticalCenter: parent.verticalCenter
            value: root.price.now
            size: root.narrow ? Theme.fontNumber : Theme.fontBig
            color: root.price.negative ? Theme.cheap : Theme.text
        }
        Stack {
            id: extremes
            visible: root.price.lowText !== ""
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: root.price.lowText === "" ? 0 : implicitWidth
            height: implicitHeight

            Label {
                text: root.narrow ? root.price.lowShort : root.price.lowText
                font.pixelSize: Theme.fontSmall
                color: Theme.textSoft
                horizontalAlignment: Text.AlignRight
            }
            Label {
                text: root.narrow ? root.price.highShort : root.price.highText
                font.pixelSize: Theme.fontSmall
                color: Theme.textSoft
                horizontalAlignment: Text.AlignRight
            }
        }
    }
    Item {
        implicitHeight: 4 * Theme.unit
        Tile.tall: 1

        Strip {
            anchors.fill: parent
            model: root.price.strip
            quiet: Theme.pricePast
            normal: Theme.priceSoft
            leastCurrent: Math.max(3, Math.round(Theme.unit / 2))
            current: Theme.text
            low: Theme.cheap
            spacing: 1
            Accessible.role: Accessible.Chart
            Accessible.name: root.price.lowText + ", " + root.price.highText
        }
        Rectangle {
            visible: root.price.hasTomorrow
            x: Math.round(parent.width * root.price.midnight)
            width: 1
            height: parent.height
            color: Theme.line
        }
        Label {
            visible: !root.price.known
            anchors.fill: parent
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.Wrap
            text: root.refusal === "" ? qsTr("No prices yet") : root.refusal
            color: Theme.textFaint
        }
    }
    AxisLabels {
        rows: root.price.hours
    }
}
