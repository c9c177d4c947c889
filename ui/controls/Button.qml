import QtQuick
import Hearthboard

Press {
    id: root

    property bool primary: false

    leftPadding: (Theme.compact ? 2 : 3) * Theme.unit
    rightPadding: leftPadding
    background: Rectangle {
        radius: Theme.radius
        color: root.primary ? Theme.action : Theme.raised
    }
    contentItem: Label {
        text: root.text
        font.weight: Font.DemiBold
        color: root.primary ? Theme.onAction : Theme.text
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }
}
